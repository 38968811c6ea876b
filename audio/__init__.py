import config.no_telemetry  # noqa: F401  # first of all
