"""The lock holds what pyproject.toml asks for, in versions that it allows, and nothing that pip could not verify."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
BASE: list[str] = PROJECT["project"]["dependencies"]
LOCKS = ("build", "omni", "run", "test")


@dataclass(frozen=True, slots=True)
class Locked:
    """An entry of a lock."""

    requirement: Requirement
    options: tuple[str, ...]
    """What follows the requirement: `--hash=sha256:...`, each."""

    @property
    def version(self) -> Version:
        """Raises ValueError unless exactly one version fits."""
        (only,) = self.requirement.specifier
        if only.operator != "==" or "*" in only.version:
            raise ValueError(f"{self.requirement} is no pin")
        return Version(only.version)


def entries(text: str) -> dict[str, Locked]:
    """The entries of a requirements file by normalised name."""
    found: dict[str, Locked] = {}
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement, *options = re.split(r"\s+(?=--)", line.strip())
            locked = Locked(Requirement(requirement), tuple(options))
            found[canonicalize_name(locked.requirement.name)] = locked
    return found


def lock(name: str) -> dict[str, Locked]:
    return entries((ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8"))


def not_held(requirements: Iterable[str], held: dict[str, Locked]) -> list[str]:
    """Requirements that these entries lack, or hold in a version that is not allowed."""
    asked = [Requirement(each) for each in requirements]
    return [
        str(each)
        for each in asked
        if each.name != PROJECT["project"]["name"]
        and (
            (found := held.get(canonicalize_name(each.name))) is None
            or not each.specifier.contains(found.version, prereleases=True)
        )
    ]


@pytest.mark.parametrize(
    ("name", "requirements"),
    [
        ("run", [*BASE, *EXTRAS["tray"]]),
        ("omni", [*BASE, *EXTRAS["tray"], *EXTRAS["omni"]]),
        *(("test", [*BASE, *extra]) for extra in EXTRAS.values()),
        ("build", [*PROJECT["build-system"]["requires"], *PROJECT["dependency-groups"]["build"]]),
    ],
    ids=["run", "run with omni", *EXTRAS, "build"],
)
def test_every_requirement_is_locked_in_a_version_that_is_allowed(name: str, requirements: list[str]) -> None:
    assert not_held(requirements, lock(name) | lock("apart")) == [], "run `make lock`"


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_is_one_version_with_hashes(name: str) -> None:
    held = lock(name)
    assert held
    for each in held.values():
        assert each.version
        assert each.options, each.requirement
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", option) for option in each.options), each.requirement


@pytest.mark.parametrize("name", [*LOCKS, "apart"])
def test_no_address_and_no_path_is_in_it(name: str) -> None:
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    assert re.findall(r"^.*(?:://|--(?!hash=)|\s@\s|=/|\s/).*$", text, flags=re.M) == []


@pytest.mark.parametrize("name", ["build", "omni", "run"])
def test_the_locks_agree(name: str) -> None:
    whole, part = lock("test"), lock(name)
    assert {key: str(part[key].version) for key in part.keys() & whole.keys()} == {
        key: str(whole[key].version) for key in part.keys() & whole.keys()
    }


def test_what_is_pinned_apart_is_what_the_project_pins() -> None:
    pins = {each.name: each for text in (*BASE, *EXTRAS["omni"], *EXTRAS["train"]) if (each := Requirement(text))}
    apart = lock("apart")
    assert apart.keys() == {"llama-cpp-python", "torch", "torchvision"}
    assert not apart.keys() & set().union(*map(lock, LOCKS))
    for name in ("llama-cpp-python", "torch"):
        assert apart[name].requirement.specifier == pins[name].specifier
    (told,) = PROJECT["tool"]["uv"]["dependency-metadata"]
    assert Version(told["version"]) == apart["torch"].version


def test_what_is_missing_too_old_or_open_is_noticed() -> None:
    held = entries(
        "# a comment\nnumpy==2.4.6 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\n    # via x\nrich>=14\n"
    )
    assert held["numpy"].options == ("--hash=sha256:00", "--hash=sha256:01")
    assert not_held(["numpy>=2.0,<3"], held) == []
    assert not_held(["numpy>=2.5", "PyYAML"], held) == ["numpy>=2.5", "PyYAML"]
    with pytest.raises(ValueError, match="rich>=14 is no pin"):
        not_held(["rich>=14"], held)
