"""Builds the wheel; the one thing pyproject.toml cannot say is that the compiled rulebook goes into it."""

import os
import subprocess
import sys

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithRulebook(build_py):
    """Compile the rulebook with the code that was just built, into the build folder."""

    def run(self):
        super().run()
        if getattr(self, "editable_mode", False):
            return
        target = os.path.join(self.build_lib, "lawlint", "engine", "compiled", "rulebook.jsonl")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.path.abspath(self.build_lib), *sys.path])}
        subprocess.run(
            [sys.executable, "-m", "lawlint.engine.rulebook.store", os.path.abspath(target)], check=True, env=environment
        )


setup(cmdclass={"build_py": BuildWithRulebook})
