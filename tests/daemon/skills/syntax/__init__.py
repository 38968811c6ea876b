"""Tests of daemon.skills.syntax."""
