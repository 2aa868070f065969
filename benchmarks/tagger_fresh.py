"""What the analyst costs a process that begins: seconds to load it part by part, and the memory it takes.

Run by tagger_speed, in a process of its own; prints one line of JSON. Linux, for it reads /proc.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path


class Costs:
    """Seconds since the last mark and memory in MB, step by step."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, float]] = {}
        self._marked = time.perf_counter()

    def mark(self, step: str) -> None:
        """Book what happened since the last mark on this step."""
        seconds = time.perf_counter() - self._marked
        self.told[step] = {"seconds": seconds, "mb": _memory("VmRSS"), "peak_mb": _memory("VmHWM")}
        self._marked = time.perf_counter()


def main() -> None:
    """`beside`: underthesea is loaded first. Then Python alone, imports, phrases, model, every test message once."""
    costs = Costs()
    if sys.argv[1:] == ["beside"]:
        import_module("nlp.words").key_phrases("cán bộ một cửa")
    costs.mark("before")
    analyst, rules, model, concepts = (
        import_module(f"nlp.{name}") for name in ("analyst", "rules", "model", "concepts")
    )
    costs.mark("imports")
    heard = rules.Rules()
    costs.mark("phrases")
    trained = model.load_model()
    costs.mark("model")
    reader = analyst.Analyst(heard, trained, concepts.load_concepts())
    reader.analyse("Chị Mai quát mắng bác Sáu")
    costs.mark("ready")
    corpus = import_module("nlp.corpus")
    for message in corpus.load(corpus.TEST):
        reader.analyse(message.text)
    costs.mark("read")
    print(json.dumps(costs.told))


def _memory(name: str) -> float:
    """MB of this process, as the kernel counts them."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"/proc/self/status has no {name}")


if __name__ == "__main__":
    main()
