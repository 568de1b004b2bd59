"""Runs daemons in another Linux system, a folder, so that they see it as their own root (needs root)."""

from __future__ import annotations

import subprocess
from pathlib import Path

#: A mount namespace whose root is the folder $1, with a layer in memory on top that takes what is written. It shares
#: /tmp with the machine, so sockets and binds work from both. If $2 is not empty, it has cgroups of version 2 alone.
#: Not chroot: a process that enters a container's mount namespace (docker exec) would come out in the machine's root.
_SCRIPT = """
set -e
mount -t tmpfs tmpfs "$1/mnt"
cd "$1/mnt"
mkdir upper work root
mount -t overlay -o "lowerdir=$1,upperdir=upper,workdir=work" overlay root
cd root
for shared in tmp proc sys dev; do mount --rbind "/$shared" "$shared"; done
if [ -n "$2" ]; then mount -t cgroup2 cgroup2 sys/fs/cgroup; fi
pivot_root . mnt
umount --lazy /mnt
echo ready
exec cat
"""


class OtherRoot:
    """Holds the namespace open until it is closed, or until the process that made it ends."""

    def __init__(self, folder: Path, *, cgroup2: bool = False) -> None:
        """``folder`` holds a whole system, as debootstrap makes it. Raises RuntimeError if it can't be entered.

        ``cgroup2``: in there are cgroups of version 2, also where the machine has both versions side by side.
        """
        self._holder = subprocess.Popen(
            [
                "unshare",
                "--mount",
                "--propagation=private",
                "sh",
                "-c",
                _SCRIPT,
                "sh",
                str(folder),
                "2" if cgroup2 else "",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != b"ready\n":
            self.close()
            raise RuntimeError(f"{folder} can't be made the root of an engine.")

    @property
    def entering(self) -> list[str]:
        """What stands before a command so that it runs in there."""
        return ["nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", "--"]

    def close(self) -> None:
        """Lets the namespace go; its mounts vanish with the last process in it."""
        self._holder.communicate()
