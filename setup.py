"""Builds the wheel; the one thing pyproject.toml cannot say is that the compiled rulebook and lexicon go into it."""

import os
import subprocess
import sys

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCompiled(build_py):
    """Compile rulebook and lexicon with the code that was just built, into the build folder."""

    def run(self):
        super().run()
        if getattr(self, "editable_mode", False):
            return
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.path.abspath(self.build_lib), *sys.path])}
        for module, *place in (
            ("lawlint.engine.rulebook.store", "engine", "compiled", "rulebook.jsonl"),
            ("lawlint.bot.understand.compiled", "bot", "compiled", "lexicon.json"),
        ):
            target = os.path.abspath(os.path.join(self.build_lib, "lawlint", *place))
            subprocess.run([sys.executable, "-m", module, target], check=True, env=environment)


setup(cmdclass={"build_py": BuildWithCompiled})
