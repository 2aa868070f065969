"""The picture of the offices, kept for a moment so that a batch of messages does not read it again."""

from time import monotonic

from feedback.units import Directory

DIRECTORY_SECONDS = 5.0


class DirectoryCache:
    """The offices as they stood a moment ago. Other processes' changes are seen within five seconds."""

    def __init__(self) -> None:
        self.changes = 0
        self._directory: Directory | None = None
        self._until = 0.0

    def get(self) -> Directory | None:
        """The picture, unless it is too old."""
        return self._directory if monotonic() < self._until else None

    def keep(self, directory: Directory, *, seen: int) -> None:
        """Good for the next five seconds, unless something changed since `seen`, when the reading began."""
        if seen == self.changes:
            self._directory, self._until = directory, monotonic() + DIRECTORY_SECONDS

    def forget(self) -> None:
        """Something changed."""
        self.changes += 1
        self._until = 0.0
