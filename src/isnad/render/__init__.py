"""Records shown to people: in a terminal, explained rule by rule, and as a picture."""

from isnad.render.explain import explain
from isnad.render.person import show
from isnad.render.style import PLAIN, Style

__all__ = ["PLAIN", "Style", "explain", "show"]
