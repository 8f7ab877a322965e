"""Settings survive any damage to their file, and damage never opens the network."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app import paths, settings
from app.paths import Home
from app.settings import Appearance, Settings
from engine.problems import HomeUnwritable


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return paths.home(tmp_path / "home")


CHOSEN = Settings(poll_s=30, appearance=Appearance.DARK, send_by_script=True, source="/x/chat.db", text_scale=1.5)


def test_a_new_home_has_the_safe_defaults(home):
    found = settings.load(home)
    assert found == Settings()
    assert found.send_by_script is False
    assert found.train_at == ""
    assert not home.settings.exists()


def test_what_is_saved_is_loaded_and_private(home):
    before = os.umask(0o022)
    try:
        settings.save(home, CHOSEN)
    finally:
        os.umask(before)
    assert settings.load(home) == CHOSEN
    assert stat.S_IMODE(home.settings.stat().st_mode) == 0o600


def test_what_an_older_sotto_kept_and_this_one_does_not_know_is_passed_over(home):
    home.settings.write_bytes(b'{"network": false, "poll_s": 30}')
    assert settings.load(home) == Settings(poll_s=30)


DAMAGE = [
    b"",
    b"{",
    b"null",
    b"[1]",
    b'{"poll_s": "soon"}',
    b'{"poll_s": 1}',
    b'{"poll_s": 301}',
    b'{"send_by_script": 1}',
    b'{"appearance": "pink"}',
    b'{"text_scale": 9}',
    b'{"train_at": "25:00"}',
    b"\xff\xfe\x00",
    b'{"network": true',
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_set_aside_and_the_last_good_one_holds(home, damage):
    settings.save(home, CHOSEN)
    home.settings.write_bytes(damage)
    assert settings.load(home) == CHOSEN
    assert home.settings.with_suffix(".bad.json").read_bytes() == damage
    assert not home.settings.exists()


def test_without_a_last_good_one_the_defaults_hold(home):
    home.settings.write_bytes(b'{"network": true, "poll_s": 0}')
    assert settings.load(home) == Settings()


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=200))
def test_no_file_whatever_is_an_error(home, content):
    home.settings.write_bytes(content)
    assert isinstance(settings.load(home), Settings)


def test_settings_of_a_newer_sotto_keep_what_we_know(home):
    home.settings.write_bytes(b'{"poll_s": 5, "hologram": true}')
    assert settings.load(home).poll_s == 5


def test_a_link_is_replaced_and_what_it_points_to_stays(home, tmp_path):
    target = tmp_path / "target.json"
    target.write_bytes(b"{}")
    home.settings.symlink_to(target)
    settings.save(home, CHOSEN)
    assert target.read_bytes() == b"{}"
    assert not home.settings.is_symlink()


def test_what_cannot_be_written_is_a_problem_and_the_old_settings_hold(home):
    settings.save(home, CHOSEN)
    obstacle = home.settings.with_name("settings.json.new")
    obstacle.mkdir()
    with pytest.raises(HomeUnwritable):
        settings.save(home, Settings())
    assert settings.load(home) == CHOSEN


@pytest.mark.parametrize("wrong", [{"poll_s": 1.0}, {"text_scale": 3.0}, {"train_at": "2:30"}])
def test_a_value_out_of_range_is_not_saved(home, wrong):
    with pytest.raises(msgspec.ValidationError):
        settings.save(home, msgspec.structs.replace(Settings(), **wrong))
    assert not home.settings.exists()
