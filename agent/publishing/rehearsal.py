"""The process that rehearses a config: its text on stdin, the path it will have as the argument, 0 when all is well."""

import asyncio
import sys
from pathlib import Path

from agent.bootstrap import rehearse
from agent.config import ConfigError, parse_config
from agent.logs import configure_logs
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment


def main() -> int:
    """Rehearse; the last line of stderr says why not."""
    environment = Environment()
    configure_logs(environment.all_secrets(), level="CRITICAL")
    text = sys.stdin.buffer.read().decode()
    try:
        asyncio.run(rehearse(Pipeline(parse_config(text, Path(sys.argv[1]))), environment))
    except (ConfigError, PortError, OSError) as error:
        sys.stderr.write(f"{' '.join(str(error).split())}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
