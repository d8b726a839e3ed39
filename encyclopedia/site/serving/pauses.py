"""How long to wait before something is started again that has ended by itself."""


class Pause:
    """Grows while what is started does not last, and begins anew once it has."""

    def __init__(self, shortest: float, longest: float) -> None:
        self.seconds = self.shortest = shortest
        self.longest = longest

    def after(self, lasted: float) -> float:
        """The seconds to wait now that it has ended, after it has lasted for so many."""
        self.seconds = self.shortest if lasted > self.longest else min(2 * self.seconds, self.longest)
        return self.seconds
