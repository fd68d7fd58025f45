"""A server in trouble: one sentence that says what and what to do, exit status 4, nothing lost, and the password nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cluster import binaries
from tests.surroundings.program import Said, here, screens, there
from tests.surroundings.servers import QUOTED, SECRET, SLOW, TROUBLES, Served, Trouble, with_passfile, with_service

pytestmark = [pytest.mark.postgres, pytest.mark.skipif(binaries() is None, reason="PostgreSQL's server is not installed")]
READING: tuple[tuple[str, ...], ...] = (("plan",), ("deals", "list", "--json"))
WRITING: tuple[tuple[str, ...], ...] = (("add", "call 15m"), ("deals", "set", "#1", "value=5"))


def named(troubles: Sequence[Trouble]) -> pytest.MarkDecorator:
    """Run a test with each of these."""
    return pytest.mark.parametrize(
        "trouble", [pytest.param(one, id=one.name, marks=[pytest.mark.slow] if one in SLOW else []) for one in troubles]
    )


def assert_secret_kept(said: Said) -> None:
    assert not any(secret in said.out + said.err for secret in (SECRET, QUOTED, "s3cret"))


def assert_one_sentence(said: Said, trouble: Trouble) -> None:
    assert said.status == 4, said
    assert said.out == ""
    assert trouble.says in said.sentence
    assert trouble.way_out in said.sentence
    assert_secret_kept(said)


@named((*TROUBLES, *SLOW))
def test_trouble_with_the_server_is_one_sentence_with_a_way_out_and_nothing_is_lost(
    trouble: Trouble, served: Served, tmp_path: Path
) -> None:
    saved = served.journal()
    with trouble.make(served, tmp_path) as asked:
        for words in READING:
            said = here(asked.url, words, **asked.environ)
            if trouble.reads:
                assert (said.status, said.err) == (0, ""), said
                assert_secret_kept(said)
            else:
                assert_one_sentence(said, trouble)
        for words in WRITING:
            assert_one_sentence(here(asked.url, words, **asked.environ), trouble)
    assert served.journal() == saved


@pytest.mark.slow
@named([one for one in (*TROUBLES, *SLOW) if one.there])
def test_a_process_of_its_own_says_the_same_and_so_does_one_that_opens_the_screens(
    trouble: Trouble, served: Served, tmp_path: Path
) -> None:
    with trouble.make(served, tmp_path) as asked:
        assert_one_sentence(there(asked.url, ("add", "call 15m"), **asked.environ), trouble)
        said = there(asked.url, ("plan",), **asked.environ)
        if trouble.reads:
            assert (said.status, said.err) == (0, ""), said
            return
        assert_one_sentence(said, trouble)
        status, left, stayed = screens(asked.url, **asked.environ)
        assert_secret_kept(Said(status, left, ""))
        assert stayed == trouble.passes, left
        if not stayed:
            assert (status, left) == (4, said.sentence)


def test_the_password_may_lie_in_a_password_file(used: Served, tmp_path: Path) -> None:
    asked = with_passfile(used, tmp_path, 0o600)
    assert here(asked.url, ("add", "call 15m"), **asked.environ).status == 0
    named_in_url = f"{asked.url}?passfile={asked.environ['PGPASSFILE']}"
    assert here(named_in_url, ("plan",)).status == 0


def test_all_may_lie_in_a_service_file(used: Served, tmp_path: Path) -> None:
    asked = with_service(used, tmp_path)
    assert here(asked.url, ("add", "call 15m"), **asked.environ).status == 0


def test_a_shared_password_file_is_not_complained_about_where_none_is_needed(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "pgpass"
    file.write_text("")
    file.chmod(0o644)
    said = there(f"postgresql://sprint@/team?host={served.cluster.folder}&port={served.port}", ("plan",), PGPASSFILE=str(file))
    assert (said.status, said.err) == (0, "")
