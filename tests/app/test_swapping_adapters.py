"""Adapters are swapped in the running worker, back again when it dies of one, and whole whatever is killed when."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import learning_bench
import msgspec
import pytest
from learning_bench import hash_of
from swapping_bench import PATIENCE_S, SwapBench

from app import adapters, events, manifest, models
from app.adapters import STEPS
from app.store import adapters as store
from app.store.adapters import How
from app.vault import Vault
from engine import protocol
from engine.problems import HomeUnwritable, SealBroken
from engine.protocol import AdapterFile
from tests.app.test_adapters import loaded, made, used

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(120)]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(6) as opened:
        yield opened


@pytest.fixture
def bench(vault: Vault) -> Iterator[SwapBench]:
    found = SwapBench(vault)
    yield found
    found.close()


def plain_files(vault: Vault) -> list[Path]:
    return list(vault.home.training.rglob("*.gguf"))


def test_an_adapter_is_put_on_the_loaded_model_without_loading_it_again(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    assert isinstance(bench.write(), protocol.Generated)
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    assert (used(vault), loaded(vault)) == (first, b"GGUF first")
    assert isinstance(bench.write(), protocol.Generated)
    assert [told["n"] for told in bench.asked("Adapt")] == [1]
    assert len(bench.asked("Load")) == 1
    assert bench.inference.version.endswith(store.get(vault.db, first).sha256[:8])
    assert plain_files(vault) == []


def test_without_a_loaded_model_it_is_put_on_when_that_is_needed(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    assert used(vault) == first
    assert bench.asked("Adapt") == []
    bench.write()
    assert [told["n"] for told in bench.asked("Adapt")] == [1]


def test_going_back_swaps_too(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    bench.write()
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    bench.do(bench.swapping.roll_back)
    bench.settled()
    assert (used(vault), loaded(vault)) == (None, None)
    assert [told["n"] for told in bench.asked("Adapt")] == [1, 0]


def test_an_adapter_that_the_worker_refuses_is_taken_back(bench: SwapBench, vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    bench.write()
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    refuse = bench.told("refuse-adapters")
    bench.do(lambda: bench.swapping.use(second))
    bench.settled()
    assert (used(vault), loaded(vault)) == (first, b"GGUF first")
    refuse.unlink()
    assert isinstance(bench.write(), protocol.Generated)
    assert plain_files(vault) == []


@pytest.mark.parametrize(("drafts", "clicks"), [(2, [1]), (1, [1, 2]), (1, [1, 1])])
def test_whatever_is_chosen_while_drafts_are_written_is_put_on_after_them(
    bench: SwapBench, vault: Vault, drafts: int, clicks: list[int]
) -> None:
    contents = {made(vault, content): content for content in (b"GGUF first", b"GGUF second")}
    bench.write()
    hold = bench.told("hold")
    asked = [bench.ask() for _ in range(drafts)]
    for one in clicks:
        bench.do(lambda one=one: bench.swapping.use(one))  # type: ignore[misc]  # bound at once
    hold.unlink()
    assert all(isinstance(one.get(timeout=PATIENCE_S), protocol.Generated) for one in asked)
    assert isinstance(bench.write(), protocol.Generated)
    assert (used(vault), loaded(vault), told(bench)) == (clicks[-1], contents[clicks[-1]], [])
    assert bench.inference.adapters.refused is None
    assert bench.inference.version.endswith(store.get(vault.db, clicks[-1]).sha256[:8])
    read = [told["read"] for told in bench.asked("Adapt")]
    assert [None] not in read
    assert read[-1] == [contents[clicks[-1]].decode()]
    assert plain_files(vault) == []


def test_an_adapter_that_is_chosen_as_the_weights_go_is_put_on_when_they_are_loaded(
    bench: SwapBench, vault: Vault
) -> None:
    first = made(vault, b"GGUF first")
    bench.write()

    def chosen_as_they_go() -> None:
        bench.inference.rest_at_once(True)
        bench.swapping.use(first)
        bench.inference.rest_at_once(False)

    bench.do(chosen_as_they_go)
    bench.settled()
    bench.write()
    assert (used(vault), told(bench), len(bench.asked("Load"))) == (first, [], 2)
    assert [told["n"] for told in bench.asked("Adapt")] == [1]


def test_a_draft_that_ends_the_process_is_no_fault_of_an_adapter_that_waits(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    bench.write()
    hold = bench.told("hold")
    asked = bench.ask()
    bench.do(lambda: bench.swapping.use(first))
    os.kill(bench.children[-1].pid or 0, signal.SIGKILL)
    hold.unlink()
    assert isinstance(asked.get(timeout=PATIENCE_S), protocol.Generated)
    assert (used(vault), told(bench)) == (first, [])
    assert plain_files(vault) == []


def test_a_damaged_adapter_changes_nothing(bench: SwapBench, vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    bench.write()
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    path = Path(adapters.ref_of(vault.home, store.get(vault.db, second)).path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(SealBroken):
        bench.do(lambda: bench.swapping.use(second))
    assert (used(vault), loaded(vault)) == (first, b"GGUF first")
    assert len(bench.asked("Adapt")) == 1


def test_a_worker_that_dies_soon_after_a_swap_goes_back_by_itself_and_loses_no_request(
    bench: SwapBench, vault: Vault
) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    bench.write()
    for one in (first, second):
        bench.do(lambda one=one: bench.swapping.use(one))  # type: ignore[misc]  # bound at once
        bench.settled()
    bench.told("die")
    assert isinstance(bench.write(), protocol.Generated)
    assert (used(vault), loaded(vault)) == (first, b"GGUF first")
    assert store.uses(vault.db, learning_bench.MODEL)[0].how is How.FELL_BACK
    assert len(bench.children) == 2
    assert plain_files(vault) == []
    assert told(bench) == [("fell_back", second)]


def told(bench: SwapBench) -> list[tuple[object, object]]:
    """Reasons and adapters of what the person was told so far that did not work."""
    found = []
    while not bench.said.empty():
        event = bench.said.get()
        if isinstance(event, events.WishFailed):
            found.append((event.problem.facts.get("reason", event.problem.code), event.problem.facts.get("id")))
    return found


def test_a_worker_that_dies_as_it_takes_an_adapter_goes_back_by_itself(bench: SwapBench, vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    bench.write()
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    bench.told("die-adapting")
    bench.do(lambda: bench.swapping.use(second))
    bench.settled()
    assert isinstance(bench.write(), protocol.Generated)
    assert (used(vault), loaded(vault)) == (first, b"GGUF first")
    assert bench.inference.version.endswith(store.get(vault.db, first).sha256[:8])
    assert plain_files(vault) == []
    assert told(bench) == [("fell_back", second)]


def test_the_model_alone_is_used_even_if_its_process_dies_of_letting_go(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    bench.write()
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    bench.told("die-adapting")
    bench.do(bench.swapping.roll_back)
    bench.settled()
    assert isinstance(bench.write(), protocol.Generated)
    assert (used(vault), loaded(vault)) == (None, None)
    assert "+" not in bench.inference.version
    assert told(bench) == []


def test_going_back_that_cannot_be_noted_costs_no_request(bench: SwapBench, vault: Vault) -> None:
    """The model goes on alone; what holds is what was noted before."""
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    bench.write()
    for one in (first, second):
        bench.do(lambda one=one: bench.swapping.use(one))  # type: ignore[misc]  # bound at once
        bench.settled()
    in_the_way = vault.home.models / "manifest.json.new"
    in_the_way.mkdir()
    bench.told("die")
    assert isinstance(bench.write(), protocol.Generated)
    assert "+" not in bench.inference.version
    assert told(bench) == [("HomeUnwritable", None)]
    assert (used(vault), loaded(vault)) == (second, b"GGUF second")
    in_the_way.rmdir()
    bench.do(bench.swapping.roll_back)
    bench.settled()
    assert (used(vault), loaded(vault)) == (first, b"GGUF first")


def test_a_swap_that_cannot_be_noted_is_taken_back(bench: SwapBench, vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    (vault.home.models / "manifest.json.new").mkdir()
    with pytest.raises(HomeUnwritable):
        bench.do(lambda: bench.swapping.use(second))
    assert (used(vault), loaded(vault)) == (first, b"GGUF first")
    assert store.withdraw_uses(vault.db) == []


def test_a_worker_that_dies_later_keeps_its_adapter(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    bench.write()
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    for _ in range(5):
        bench.write()
    bench.told("die")
    assert isinstance(bench.write(), protocol.Generated)
    assert used(vault) == first


def test_an_adapter_whose_file_went_away_leaves_the_model_writing_alone(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    Path(models.adapted(vault.home)[0].path).unlink()
    assert isinstance(bench.write(), protocol.Generated)
    assert bench.inference.adapters.refused is not None
    assert "+" not in bench.inference.version


def test_what_was_kept_is_offered_no_more(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    bench.do(lambda: bench.swapping.keep_as_it_is(first))
    bench.settled()
    assert store.get(vault.db, first).state.value == "kept"
    bench.do(lambda: bench.swapping.delete(first))
    assert store.listing(vault.db) == []
    assert isinstance(bench.said.get(), events.AdaptersChanged)


def killed_at(vault: Vault, act: str, step: str) -> None:
    """An app that is killed at this step of changing the adapter, and what the next start puts right."""
    command = [sys.executable, "-m", "tests.app.swapping_kills", vault.home.root, vault.key.hex(), act, step]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    adapters.recover(vault.home, vault.db)
    adapters.sweep(vault.home, vault.db)
    assert plain_files(vault) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_of_a_swap_leaves_one_whole_adapter_in_use(vault: Vault, step: str) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    adapters.deploy(vault.home, vault.db, first, learning_bench.MODEL, How.PERSON, now=learning_bench.NOW)
    killed_at(vault, str(second), step)
    kept = (second, b"GGUF second") if step == "settled" else (first, b"GGUF first")
    assert (used(vault), loaded(vault)) == kept


#: Steps of the other ways in `make test`; all of them in `make faults`.
SOME_STEPS = [pytest.param(step, marks=() if step in ("written", "settled") else pytest.mark.faults) for step in STEPS]


@pytest.mark.parametrize("act", ["back", "fall"])
@pytest.mark.parametrize("step", SOME_STEPS)
def test_a_kill_at_any_step_of_going_back_leaves_one_whole_adapter_in_use(vault: Vault, step: str, act: str) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    for one in (first, second):
        adapters.deploy(vault.home, vault.db, one, learning_bench.MODEL, How.PERSON, now=learning_bench.NOW)
    killed_at(vault, act, step)
    kept = (first, b"GGUF first") if step == "settled" else (second, b"GGUF second")
    assert (used(vault), loaded(vault)) == kept


def restarted(bench: SwapBench, vault: Vault) -> SwapBench:
    """The app is closed, and started again on the same home."""
    bench.close()
    found = SwapBench(vault)
    found.do(found.swapping.start)
    return found


@pytest.mark.parametrize(("n_texts", "given_up"), [(adapters.PROBATION - 1, False), (adapters.PROBATION - 2, True)])
def test_a_new_adapter_is_tried_on_after_a_restart_with_what_is_left_of_its_first_texts(
    vault: Vault, n_texts: int, given_up: bool
) -> None:
    bench = SwapBench(vault)
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    for one in (first, second):
        bench.do(lambda one=one: bench.swapping.use(one))  # type: ignore[misc]  # bound at once
        bench.settled()
    for _ in range(n_texts):
        bench.write()
    bench = restarted(bench, vault)
    bench.write()
    bench.told("die")
    assert isinstance(bench.write(), protocol.Generated)
    assert used(vault) == (first if given_up else second)
    assert told(bench) == ([("fell_back", second)] if given_up else [])
    bench.close()


def test_what_an_adapter_was_tried_on_is_noted_only_while_it_is_tried(bench: SwapBench, vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    for _ in range(adapters.PROBATION):
        bench.write()
    before = vault.db.conn.total_changes
    bench.write()
    assert vault.db.conn.total_changes == before


def test_a_process_that_dies_with_an_adapter_of_another_model_gives_up_no_adapter_of_the_one_in_use(
    bench: SwapBench, vault: Vault
) -> None:
    """The model in use has an adapter that was proved long ago; the one before it was being tried."""
    first = made(vault, b"GGUF first")
    bench.do(lambda: bench.swapping.use(first))
    bench.settled()
    bench.write()
    (entry,) = manifest.read(vault.home).models
    other = msgspec.structs.replace(entry, id="other", adapters=())
    manifest.write(vault.home, manifest.Manifest(active="other", models=(entry, other)))
    second = made(vault, b"GGUF second")
    vault.db.conn.execute("UPDATE adapter SET model_id = 'other' WHERE id = ?", (second,))
    adapters.deploy(vault.home, vault.db, second, "other", How.FELL_BACK, now=learning_bench.NOW)
    bench.do(bench.watch.look)
    bench.do(lambda: bench.swapping.died_with((AdapterFile(path="x", sha256=hash_of(b"GGUF first")),), taking=False))
    use = store.in_use(vault.db, "other")
    assert use is not None
    assert (use.adapter_id, used(vault)) == (second, first)
    assert told(bench) == []


def test_an_older_version_that_was_chosen_again_falls_back_to_the_one_that_it_replaced(
    bench: SwapBench, vault: Vault
) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    bench.write()
    for one in (first, second, first):
        bench.do(lambda one=one: bench.swapping.use(one))  # type: ignore[misc]  # bound at once
        bench.settled()
    bench.told("die")
    assert isinstance(bench.write(), protocol.Generated)
    assert used(vault) == second


def test_a_step_back_that_ends_the_process_leads_no_step_forward(bench: SwapBench, vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    bench.write()
    for one in (first, second):
        bench.do(lambda one=one: bench.swapping.use(one))  # type: ignore[misc]  # bound at once
        bench.settled()
    bench.do(bench.swapping.roll_back)
    bench.settled()
    bench.told("die")
    assert isinstance(bench.write(), protocol.Generated)
    assert used(vault) is None
