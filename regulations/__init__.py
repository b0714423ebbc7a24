"""The law as data: one folder per law, one file per article. See docs/rule-format.md."""

from pathlib import Path

ROOT = Path(__file__).parent
"""The folder that holds the laws."""
