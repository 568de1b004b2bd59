"""Where the packaged program begins; it is ``bayplan``."""

import sys

from bayplan.cli import main

sys.exit(main())
