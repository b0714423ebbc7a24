"""The index on disk: really damaged in every way that Chroma does not tell, and built by two processes at once."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lawlint.bot.retrieve import Library, index
from lawlint.bot.retrieve.corpus import corpus
from lawlint.bot.retrieve.dense import built_in
from lawlint.engine.rulebook.model import Rulebook
from lawlint.engine.rulebook.store import rulebook


def one_law(book: Rulebook, law: str) -> Rulebook:
    """The rulebook of one law, quicker to build an index of."""
    return Rulebook(
        laws={law: book.laws[law]},
        structure={law: book.structure[law]},
        clauses={id: clause for id, clause in book.clauses.items() if clause.law == law},
        concepts=book.concepts,
        rules=tuple(rule for rule in book.rules if rule.law == law),
    )


BOOK = one_law(rulebook(), "gdpr")
QUESTION = "may withdrawing consent be harder than giving it?"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    assert Library.open(BOOK, folder).state == "good"
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def manifest(folder: Path) -> Path:
    (found,) = folder.glob("*.json")
    return found


def place(folder: Path) -> Path:
    return folder / json.loads(manifest(folder).read_text())["folder"]


def vectors(folder: Path) -> Path:
    (found,) = [one for one in (place(folder) / "chroma").iterdir() if one.is_dir()]
    return found


def halve(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def sqlite(folder: Path) -> Path:
    return place(folder) / "chroma" / "chroma.sqlite3"


DAMAGE: dict[str, Callable[[Path], object]] = {
    "manifest is missing": lambda folder: manifest(folder).unlink(),
    "manifest is half": lambda folder: halve(manifest(folder)),
    "manifest is a list": lambda folder: manifest(folder).write_text("[]"),
    "manifest names a folder elsewhere": lambda folder: manifest(folder).write_text(
        manifest(folder).read_text().replace(place(folder).name, "../x")
    ),
    "folder is missing": lambda folder: shutil.rmtree(place(folder)),
    "folder is empty": lambda folder: (shutil.rmtree(place(folder)), place(folder).mkdir()),
    "vector folder is missing": lambda folder: shutil.rmtree(vectors(folder)),
    "vectors are half": lambda folder: halve(vectors(folder) / "data_level0.bin"),
    "vectors are empty": lambda folder: (vectors(folder) / "data_level0.bin").write_bytes(b""),
    "one bit of the vectors": lambda folder: flip(vectors(folder) / "data_level0.bin"),
    "one bit of the links": lambda folder: flip(vectors(folder) / "link_lists.bin"),
    "sqlite is missing": lambda folder: sqlite(folder).unlink(),
    "sqlite is half": lambda folder: halve(sqlite(folder)),
    "sqlite is garbage": lambda folder: sqlite(folder).write_bytes(b"no database" * 1000),
    "sqlite is a folder": lambda folder: (sqlite(folder).unlink(), sqlite(folder).mkdir()),
    "words are missing": lambda folder: (place(folder) / "words.npz").unlink(),
    "words are half": lambda folder: halve(place(folder) / "words.npz"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_noticed_and_the_index_built_anew(copy: Path, damage: Callable[[Path], object]) -> None:
    before = place(copy)
    damage(copy)
    library = Library.open(BOOK, copy)
    assert library.state == "good"
    assert place(copy) != before
    found = library.search(QUESTION)
    assert found.hits[0].id == "gdpr:7(3)"
    assert "dense" in found.hits[0].ways
    again = place(copy)
    assert Library.open(BOOK, copy).search(QUESTION) == found
    assert place(copy) == again


def test_a_whole_index_is_used_as_it_is(copy: Path) -> None:
    before = place(copy)
    Library.open(BOOK, copy)
    assert place(copy) == before


def test_rows_deleted_from_the_collection_are_noticed(copy: Path) -> None:
    import chromadb

    before = place(copy)
    client = chromadb.PersistentClient(str(before / "chroma"), settings=index._settings())
    client.get_collection(index.NAME, embedding_function=None).delete(ids=["gdpr:7(3)"])
    assert Library.open(BOOK, copy).search(QUESTION).hits[0].id == "gdpr:7(3)"
    assert place(copy) != before


def test_another_corpus_is_another_index(copy: Path) -> None:
    Library.open(BOOK, copy, official={"gdpr:7(3)": "zyzzyva"})
    assert len(list(copy.glob("*.json"))) == 2


def test_a_half_built_folder_is_no_index_and_is_removed_when_old(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    name = manifest(built).stem
    half, fresh = folder / f"{name}-000000000000", folder / f"{name}-111111111111"
    for one in (half, fresh):
        shutil.copytree(place(built), one)
    old = time.time() - 2 * index.ORPHAN_SECONDS
    os.utime(half, (old, old))
    assert Library.open(BOOK, folder).state == "good"
    assert not half.exists()
    assert fresh.exists()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    library = Library.open(BOOK, file)
    assert library.state == "good"
    assert library.search(QUESTION).hits[0].id == "gdpr:7(3)"
    assert file.read_text() == "in the way"


def test_no_permission_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A root user may write everywhere, so the refusal is made where the folder is made."""
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    made = Path.mkdir

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        if folder in (self, *self.parents):
            raise PermissionError(13, "Permission denied", str(self))
        made(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refuse)
    for _ in range(2):
        library = Library.open(BOOK, folder)
        assert library.state == "good"
        assert library.search(QUESTION).hits[0].id == "gdpr:7(3)"
    assert list(folder.iterdir()) == []


def test_chroma_that_cannot_build_leaves_words_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no space left")

    monkeypatch.setattr(index, "_filled", fail)
    library = Library.open(BOOK, tmp_path)
    assert library.state == "broken"
    found = library.search(QUESTION)
    assert found.state == "broken"
    assert found.note
    assert "no space left" in found.note.en
    assert found.hits[0].id == "gdpr:7(3)"
    assert not list(tmp_path.iterdir())


def test_two_processes_that_build_at_once_use_one_index(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from lawlint.bot.retrieve import Library
from lawlint.engine.rulebook.store import rulebook
library = Library.open(rulebook(), Path({str(tmp_path)!r}))
print(library.state, [(hit.id, hit.score) for hit in library.search({QUESTION!r}).hits])
"""
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate()[0] for one in running]
    assert [one.returncode for one in running] == [0, 0]
    assert said[0] == said[1]
    assert said[0].startswith("good")
    kept = place(tmp_path)
    assert Library.open(rulebook(), tmp_path).state == "good"
    assert place(tmp_path) == kept


def test_who_comes_second_uses_the_first_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process is done just before this one puts its manifest in place."""
    filled = index._filled

    def slow(*arguments: Any) -> Any:
        monkeypatch.setattr(index, "_filled", filled)
        assert Library.open(BOOK, tmp_path).state == "good"
        first.append(place(tmp_path))
        return filled(*arguments)

    first: list[Path] = []
    monkeypatch.setattr(index, "_filled", slow)
    library = Library.open(BOOK, tmp_path)
    assert library.search(QUESTION).hits[0].id == "gdpr:7(3)"
    assert [one for one in tmp_path.iterdir() if one.is_dir()] == first


def test_the_folder_follows_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert index.default_folder() == tmp_path / "lawlint" / "index"
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert index.default_folder().is_absolute()


def test_the_key_names_corpus_and_model() -> None:
    class Other:
        name, weights = "other", "x"

    texts = corpus(BOOK)
    assert index.key(texts, built_in()) != index.key(texts, Other())  # type: ignore[arg-type]
    assert index.key(texts, built_in()) != index.key(texts._replace(sha256="x"), built_in())
