"""A model is kept as plain data and read back as it was; anything else is refused."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.analyst import Analyst
from nlp.corpus import TEST, load
from nlp.errors import WrongModel
from nlp.model import FILES, FOLDER, Model, load_model, save
from nlp.train import fit_readings, read_all
from tests.support.small_model import examples_of, few, rules, small_model

DATA = [file for file in FILES if file != "SHA256SUMS"]
TEXTS = [message.text for message in load(TEST)[::25]]
LARGEST = 20 * 2**20
Arrays = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(small_model(), tmp_path)
    return tmp_path


def seal(folder: Path) -> None:
    """The sums of whatever stands there now."""
    sums = ((hashlib.sha256((folder / name).read_bytes()).hexdigest(), name) for name in DATA)
    (folder / "SHA256SUMS").write_text("".join(f"{sum}  {name}\n" for sum, name in sums), "utf-8")


def change_arrays(folder: Path, change: Callable[[Arrays], object]) -> None:
    with np.load(folder / "arrays.npz") as kept:
        arrays: Arrays = dict(kept)
    change(arrays)
    np.savez(folder / "arrays.npz", **arrays)
    seal(folder)


def contents(folder: Path) -> list[bytes]:
    return [(folder / file).read_bytes() for file in FILES]


def chances(model: Model) -> np.ndarray[Any, Any]:
    reader = Analyst(rules(), model)
    return np.array([list(reader.chances(text).values()) for text in TEXTS])


def test_what_was_saved_is_read_back_as_it_was(folder: Path) -> None:
    """Half precision costs less than a hundredth."""
    again = load_model(folder)
    assert (again.version, again.meta) == (small_model().version, small_model().meta)
    assert again.vocabulary.ids == small_model().vocabulary.ids
    assert np.abs(chances(again) - chances(small_model())).max() < 0.01


def test_a_model_read_back_gives_the_same_numbers_and_the_same_files(folder: Path, tmp_path: Path) -> None:
    again = load_model(folder)
    save(again, tmp_path / "again")
    assert np.array_equal(chances(load_model(tmp_path / "again")), chances(again))
    assert contents(tmp_path / "again") == contents(folder)


def test_a_message_is_read_as_training_read_it() -> None:
    """Two ways of adding up: sparse rows there, a message at a time here."""
    readings, some = fit_readings(few()), examples_of(*load(TEST)[::25])
    weights = (readings.weights * readings.vocabulary.idf[:, None]).astype(np.float32)
    model = replace(small_model(), vocabulary=readings.vocabulary, network=readings.network)
    model = replace(model, weights=weights, bias=readings.bias.astype(np.float32))
    there = read_all(some, readings)
    here = [model.read(one.features, model.vocabulary.known(one.features)) for one in some]
    assert np.concatenate([whole for whole, _, _ in here]) == pytest.approx(there[0], abs=1e-3)
    assert np.concatenate([sentence for _, sentence, _ in here]) == pytest.approx(there[1], abs=1e-3)
    assert np.stack([clauses.max(axis=0) for _, _, clauses in here]) == pytest.approx(there[2], abs=1e-3)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("bit", [0x01, 0x80])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_changed_byte_is_noticed(folder: Path, file: str, bit: int, share: float) -> None:
    kept = bytearray((folder / file).read_bytes())
    kept[int(share * (len(kept) - 1))] ^= bit
    (folder / file).write_bytes(kept)
    with pytest.raises(WrongModel):
        load_model(folder)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_noticed(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(WrongModel, match="homthu train"):
        load_model(folder)


def test_a_missing_folder_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(WrongModel):
        load_model(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: arrays.pop("half.into"),
        lambda arrays: arrays.pop("half.idf"),
        lambda arrays: arrays.pop("bias"),
        lambda arrays: arrays.pop("given_from"),
        lambda arrays: arrays.update(new=np.zeros(3)),
        lambda arrays: arrays.update({"half.weights": arrays["half.weights"][:, 1:]}),
        lambda arrays: arrays.update({"half.weights": arrays["half.weights"][1:]}),
        lambda arrays: arrays.update({"half.into": arrays["half.into"][:, 1:]}),
        lambda arrays: arrays.update({"half.out": arrays["half.out"][:, 1:]}),
        lambda arrays: arrays.update(mix=arrays["mix"][1:]),
    ],
    ids=["no network", "no idf", "no bias", "no given_from", "one more", "a tag less", "a name more", "hides less",
         "asks less", "judges less"],
)  # fmt: skip
def test_files_of_another_version_are_refused(folder: Path, change: Callable[[Arrays], object]) -> None:
    change_arrays(folder, change)
    with pytest.raises(WrongModel):
        load_model(folder)


@pytest.mark.parametrize(("file", "text"), [("names.json", "{"), ("meta.json", "[]"), ("arrays.npz", "no archive")])
def test_files_of_another_kind_are_refused(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text)
    seal(folder)
    with pytest.raises(WrongModel):
        load_model(folder)


class Trap:
    """Would leave a file behind if anybody unpickled it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Path]]:
        return Path.touch, (self._file,)


def test_no_file_of_a_model_can_run_code(folder: Path) -> None:
    change_arrays(folder, lambda arrays: arrays.update(bias=np.array([Trap(folder / "run")], object)))
    with np.load(folder / "arrays.npz", allow_pickle=True) as kept:
        assert kept["bias"].dtype == object
    assert (folder / "run").exists()  # the trap works …
    (folder / "run").unlink()
    with pytest.raises(WrongModel):
        load_model(folder)
    assert not (folder / "run").exists()  # … and is not sprung


def test_the_files_are_plain_data(folder: Path) -> None:
    names = json.loads((folder / "names.json").read_text("utf-8"))
    assert len(names) == len(set(names)) == small_model().meta["features"]
    with np.load(folder / "arrays.npz") as kept:
        assert {kept[name].dtype.kind for name in kept.files} == {"f"}


def test_the_model_that_is_shipped_is_whole_and_small() -> None:
    assert load_model(FOLDER).version
    assert sum((FOLDER / file).stat().st_size for file in FILES) <= LARGEST
