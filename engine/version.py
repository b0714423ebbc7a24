"""The version of the engine, as receipts name it."""

from .. import __version__ as VERSION

__all__ = ["VERSION"]
