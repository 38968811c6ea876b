"""Checks arguments against a tool's JSON Schema, in the worker: the schema is somebody else's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.texts import _
from daemon.tools.offer import tidy


def problem(arguments: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Returns in one line what is wrong with the arguments, or with the schema itself; "" where nothing is.

    No reference out of the schema is followed: fetching it would be a request that a server makes us send.
    """
    from jsonschema import exceptions
    from jsonschema.validators import validator_for
    from jsonschema_specifications import REGISTRY

    try:
        kind = validator_for(schema)
        kind.check_schema(schema)
        wrong = exceptions.best_match(kind(schema, registry=REGISTRY).iter_errors(dict(arguments)))
    except exceptions.SchemaError as err:
        return _("its schema is invalid ({why})", why=tidy(err.message, 120))
    except Exception as err:  # noqa: BLE001 - whatever a hostile schema makes the library do
        return _("its schema cannot be used ({why})", why=tidy(f"{type(err).__name__}: {err}", 120))
    if wrong is None:
        return ""
    where = ".".join(str(each) for each in wrong.absolute_path)
    return f"{tidy(where, 60)}: {tidy(wrong.message, 160)}" if where else tidy(wrong.message, 160)
