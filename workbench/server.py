"""The process of the workbench: Streamlit with our settings, whatever its own files and environment say."""

import argparse
from pathlib import Path

from streamlit.starlette import App

from workbench.failure import show_failure
from workbench.look import options

SCRIPT = Path(__file__).with_name("app.py")


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    given = parser.parse_args()
    App(SCRIPT, on_script_error=show_failure).run(config=options(given.host, given.port))


if __name__ == "__main__":
    main()
