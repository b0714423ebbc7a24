"""The index on disk: the words and a Chroma collection of a corpus, under a manifest that is written last.

Chroma fails silently: without its vector folder it still counts every row and answers with one. So an index is never
mended. It is built in a folder of its own; the manifest, put in place in one step, names the folder and says what must be
in it. Opening compares the files, counts, and asks for clauses whose answer is known; whatever is not as it was built is
built anew. Two processes that build at once write two folders, and both use the one whose manifest came first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...engine.text import said
from .lexical import Lexical

if TYPE_CHECKING:
    from .corpus import Corpus
    from .dense import Embedding, Matrix

FORM = 1
"""Version of the layout; raise it when the manifest or a file changes."""
NAME = "clauses"
PROBES = 5
"""Clauses asked for on opening: each must find itself first, and the full number of others."""
PROBED = 50
KEPT_DAYS = 30
"""A folder that no manifest names, or whose manifest was not opened for so long, is removed."""
ORPHAN_SECONDS = 3600
"""A folder without a manifest may be one that another process is building: it is left alone for so long."""


class Broken(Exception):
    """The index is not what was built."""


class Vectors:
    """A Chroma collection of clauses."""

    def __init__(self, collection: Any, size: int) -> None:
        self._collection, self.size = collection, size

    def nearest(self, vector: Matrix, count: int, laws: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Ids and cosines of the nearest clauses, best first. Raises Broken where Chroma does not answer as it should."""
        where = None if laws is None else {"law": {"$in": sorted(laws)}}
        count = min(count, self.size)
        found = self._collection.query(query_embeddings=vector[None], n_results=count, where=where, include=["distances"])
        ids, distances = found["ids"][0], found["distances"][0]
        if where is None and len(ids) < count:
            raise Broken(said("fewer rows than were asked for"))
        return [(id, 1.0 - float(distance)) for id, distance in zip(ids, distances, strict=True)]

    def check(self, probes: dict[str, list[float]]) -> None:
        """Raises Broken where a clause does not find itself."""
        if self._collection.count() != self.size:
            raise Broken(said("rows are missing"))
        for id, vector in probes.items():
            found = self.nearest(np.array(vector, dtype=np.float32), PROBED)
            best = max((score for _, score in found), default=0.0)
            mine = dict(found).get(id)
            if mine is None or mine < best - 1e-3:
                raise Broken(said("a clause does not find itself"))


def default_folder() -> Path:
    """The user's cache folder, as the platform has it."""
    if os.name == "nt" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "lawlint" / "index"
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if os.path.isabs(cache) else Path.home() / ".cache") / "lawlint" / "index"


def key(corpus: Corpus, embedding: Embedding) -> str:
    """What an index was made from: another corpus, model or layout has another."""
    import chromadb

    parts = [FORM, corpus.sha256, embedding.name, embedding.weights, chromadb.__version__, np.__version__.split(".")[0]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]


def open_or_build(corpus: Corpus, embedding: Embedding, folder: Path) -> tuple[Lexical, Vectors]:
    """The index in a folder, built where it is missing or not as it was built; in memory where nothing can be written.

    Raises what Chroma or the embedding raises where it cannot be built at all.
    """
    name = key(corpus, embedding)
    manifest = folder / f"{name}.json"
    with contextlib.suppress(Exception), _no_panic():
        return _opened(manifest, corpus)
    lexical = Lexical.build(corpus.documents)
    vectors = embedding.clauses(corpus.documents)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return lexical, _written(manifest, corpus, embedding, lexical, vectors)
    except OSError:
        return lexical, _in_memory(corpus, vectors)


@contextlib.contextmanager
def _no_panic() -> Any:
    """Chroma's core panics on some damage, which Python sees as a BaseException: here it is an exception like others."""
    try:
        yield
    except (Exception, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise Broken(str(error)) from error


def _opened(manifest: Path, corpus: Corpus) -> tuple[Lexical, Vectors]:
    """The index a manifest names. Raises any exception where it is not what the manifest says."""
    data = json.loads(manifest.read_bytes())
    place = manifest.parent / data["folder"]
    if place.parent != manifest.parent or not data["files"] or _sums(place) != data["files"]:
        raise Broken(said("files were changed"))
    lexical = Lexical.load(place / "words.npz")
    if lexical.size != len(corpus.documents) or data["count"] != len(corpus.documents):
        raise Broken(said("another corpus"))
    vectors = Vectors(_client(place / "chroma").get_collection(NAME, embedding_function=None), data["count"])
    vectors.check(data["probes"])
    with contextlib.suppress(OSError):
        os.utime(manifest)
    return lexical, vectors


def _written(manifest: Path, corpus: Corpus, embedding: Embedding, lexical: Lexical, vectors: Matrix) -> Vectors:
    """Build a new folder and put its manifest in place, unless another process was faster. Raises OSError."""
    folder = manifest.parent
    _clean(folder)
    place = folder / f"{manifest.stem}-{uuid.uuid4().hex[:12]}"
    place.mkdir()
    try:
        lexical.save(place / "words.npz")
        try:
            with _no_panic():
                found = Vectors(_filled(_client(place / "chroma"), corpus, vectors), len(corpus.documents))
                probes = _probes(corpus, vectors)
                found.check(probes)
        except Exception as error:
            # A full disk or a file system that Chroma cannot use: it says so in errors of its own.
            raise OSError(str(error)) from error
        data = {
            "folder": place.name, "corpus": corpus.sha256, "count": len(corpus.documents), "files": _sums(place),
            "probes": probes,
            "embedding": {"name": embedding.name, "weights": embedding.weights, "dimension": int(vectors.shape[1])},
        }  # fmt: skip
        temporary = place / "manifest.tmp"
        temporary.write_text(json.dumps(data), "utf-8")
        with contextlib.suppress(Exception), _no_panic():
            # Another process may have been faster: its index is used, so that both read the same.
            winner = _opened(manifest, corpus)[1]
            shutil.rmtree(place, ignore_errors=True)
            return winner
        if not _put(temporary, manifest):
            winner = _opened(manifest, corpus)[1]
            shutil.rmtree(place, ignore_errors=True)
            return winner
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return found


def _put(temporary: Path, manifest: Path) -> bool:
    """Put a manifest in place in one step; False where another process did so in this moment."""
    if not manifest.exists():
        try:
            os.link(temporary, manifest)
        except FileExistsError:
            return False
        except OSError:
            # A file system without links: the last one wins, and both indexes are whole.
            pass
        else:
            temporary.unlink()
            return True
    os.replace(temporary, manifest)
    return True


def _in_memory(corpus: Corpus, vectors: Matrix) -> Vectors:
    import chromadb

    client = chromadb.EphemeralClient(settings=_settings())
    with contextlib.suppress(Exception):
        # Clients in memory share one store in a process.
        client.delete_collection(NAME)
    with _no_panic():
        found = Vectors(_filled(client, corpus, vectors), len(corpus.documents))
        found.check(_probes(corpus, vectors))
    return found


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _client(path: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(str(path), settings=_settings())


def _filled(client: Any, corpus: Corpus, vectors: Matrix) -> Any:
    """A new collection of the clauses. One thread, so that the same corpus gives the same graph."""
    count = len(corpus.documents)
    hnsw = {
        "space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32, "num_threads": 1,
        "batch_size": max(count - 1, 2), "sync_threshold": max(count, 2),
    }  # fmt: skip
    collection = client.create_collection(NAME, embedding_function=None, configuration={"hnsw": hnsw})
    for start in range(0, count, 5000):
        part = corpus.documents[start : start + 5000]
        collection.add(
            ids=[one.id for one in part],
            embeddings=vectors[start : start + 5000],
            metadatas=[{"law": one.law} for one in part],
        )
    return collection


def _probes(corpus: Corpus, vectors: Matrix) -> dict[str, list[float]]:
    """Clauses spread over the corpus, with their vectors."""
    rows = sorted({round(at) for at in np.linspace(0, len(corpus.documents) - 1, PROBES)})
    return {corpus.documents[row].id: vectors[row].tolist() for row in rows if vectors[row].any()}


def _sums(place: Path) -> dict[str, str]:
    """Hashes of the files that must not change. Chroma's SQLite file does, whenever it is opened."""
    found = {}
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.suffix in (".npz", ".bin", ".pickle"):
            found[path.relative_to(place).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _clean(folder: Path) -> None:
    """Remove folders that no manifest names, and indexes that were long not used. A failure does no harm."""
    now, named = time.time(), set()
    with contextlib.suppress(OSError):
        for manifest in folder.glob("*.json"):
            if now - manifest.stat().st_mtime > KEPT_DAYS * 86400:
                manifest.unlink(missing_ok=True)
                continue
            with contextlib.suppress(ValueError, KeyError, TypeError):
                named.add(json.loads(manifest.read_bytes())["folder"])
        for place in folder.iterdir():
            old = now - place.stat().st_mtime > ORPHAN_SECONDS
            if place.is_dir() and place.name not in named and old and place.name.count("-") == 1:
                shutil.rmtree(place, ignore_errors=True)
