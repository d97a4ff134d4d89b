"""On a developer's machine a missing service may skip a test; in continuous integration it fails it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS_A_TEST = "import pytest\n\n\ndef test_needs_a_service():\n    pytest.skip('no service')\n"
SKIPS_A_FIXTURE = """\
import pytest


@pytest.fixture
def service():
    pytest.skip('no service')


def test_needs_a_service(service):
    pass
"""
SKIPS_A_MODULE = "import pytest\n\npytest.importorskip('a_service_that_is_not_there')\n"
EXPECTED_TO_FAIL = "import pytest\n\n\n@pytest.mark.xfail\ndef test_known():\n    assert False\n"
PASSES = "def test_passes():\n    pass\n"


def outcome(folder: Path, code: str, ci: str) -> int:
    shutil.copy(Path(__file__).parents[1] / "conftest.py", folder)
    (folder / "test_example.py").write_text(code + "\n\n" + PASSES)
    (folder / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, env=os.environ | {"CI": ci}, capture_output=True).returncode


@pytest.mark.parametrize("code", [SKIPS_A_TEST, SKIPS_A_FIXTURE], ids=["test", "fixture"])
def test_a_skipped_test_fails_in_ci_alone(tmp_path, code):
    assert outcome(tmp_path, code, ci="") == pytest.ExitCode.OK
    assert outcome(tmp_path, code, ci="true") == pytest.ExitCode.TESTS_FAILED


def test_a_skipped_module_fails_in_ci(tmp_path):
    assert outcome(tmp_path, SKIPS_A_MODULE, ci="true") == pytest.ExitCode.INTERRUPTED


def test_a_test_that_is_expected_to_fail_may_do_so_in_ci(tmp_path):
    assert outcome(tmp_path, EXPECTED_TO_FAIL, ci="true") == pytest.ExitCode.OK
