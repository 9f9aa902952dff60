"""The engine of many machines: a cluster of two workers, one killed on the way, gives what one process gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def test_a_cluster_that_loses_a_worker_builds_the_same_bytes(tmp_path: Path) -> None:
    """tests/cluster.py builds eight articles both ways; its home keeps Ray's token from the user's."""
    own = os.environ | {
        "HOME": str(tmp_path),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_memory_monitor_refresh_ms": "0",  # what else fills the machine must not end a worker: this test does
        "RAY_raylet_start_wait_time_s": "300",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("cluster.py")), "8"], env=own, capture_output=True, text=True, timeout=840
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.pop("killed") > 0
    assert found == {"articles": 8, "different": [], "same": True}
