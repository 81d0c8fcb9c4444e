"""How long a page of the workbench takes with 100,000 logged turns, beside an empty page of Streamlit in the same run.

Each visit is a new browser context: nothing is kept from the visit before but what the server keeps. Complete is a page
when its script has ended, nothing spins, and every chart is drawn.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import numpy as np
from playwright.async_api import Browser, async_playwright
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from rich.table import Table

from agent.settings import ROOT, Environment
from benchmarks.figures import table

TURNS, VISITS = 100_000, 12
PATIENCE_S = 600.0
"""For one visit; the first after a start reads the whole journal. A page that takes longer is shown as inf."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
EMPTY = "import streamlit as st\n\nst.container(key='bar').write('empty')\n"
COMPLETE = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"], [data-testid="stPlotlyChart"]')];
  return app !== null && app.dataset.testScriptState === "notRunning"
    && document.querySelector('.st-key-bar') !== null
    && document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]') === null
    && charts.every(chart => chart.querySelector('canvas, svg') !== null);
}"""
_COLUMNS = ("first visit s", "p50 s", "p95 s", "p50 to empty page")


async def pages_figures() -> Table:
    """Seconds from the address to the complete page: the first visit after a start, and those that follow."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        turns = await asyncio.to_thread(_grown, folder)
        empty = running.enter_context(_serving(*_empty_page(folder), folder))
        bench = running.enter_context(_serving(*_workbench(), folder))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
            base = await _visits(browser, empty)
            found = {page: await _visits(browser, f"{bench}/{page}") for page in _pages()}
            await browser.close()
    rows = {"empty page": _row(base, base), **{page: _row(times, base) for page, times in found.items()}}
    return table(f"pages, {turns:,} logged turns, {VISITS} visits each", _COLUMNS, rows)


def _grown(folder: Path) -> int:
    """A data folder with the shipped model and index, and very many turns."""
    from agent.month.growing import grown  # the month brings much with it, and no other part needs it

    for part in ("index", "models", "learnt"):
        (folder / part).symlink_to((Environment().cairn_data / part).resolve())
    return grown(folder, TURNS)


def _pages() -> list[str]:
    from workbench.app import PAGES

    there = (name for name in PAGES if (ROOT / "workbench" / "pages" / f"{name}.py").exists())
    return [name.replace("_", "-") for name in there]


async def _visits(browser: Browser, url: str) -> list[float]:
    """Seconds of each visit, the first one first; a page that was never complete is not visited again."""
    found: list[float] = []
    while len(found) <= VISITS and float("inf") not in found:
        found.append(await _visit(browser, url))
    return found if len(found) > 1 else [*found, float("inf")]


async def _visit(browser: Browser, url: str) -> float:
    context = await browser.new_context(viewport={"width": 1366, "height": 768})
    page = await context.new_page()
    started = time.perf_counter()
    try:
        await page.goto(url)
        await page.wait_for_function(COMPLETE, polling=20, timeout=PATIENCE_S * 1000)
        return time.perf_counter() - started
    except PlaywrightTimeoutError:
        return float("inf")
    finally:
        await context.close()


def _workbench() -> tuple[list[str], int]:
    port = _free_port()
    return [sys.executable, "-m", "agent.cli", "workbench", "--port", str(port)], port


def _empty_page(folder: Path) -> tuple[list[str], int]:
    """With the settings of ours, so that only what is on the page differs."""
    from workbench.look import options

    script, port = folder / "empty.py", _free_port()
    script.write_text(EMPTY, encoding="utf-8")
    flags = [f"--{name}={_word(value)}" for name, value in options("127.0.0.1", port).items()]
    return [sys.executable, "-m", "streamlit", "run", str(script), *flags], port


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@contextmanager
def _serving(command: list[str], port: int, folder: Path) -> Iterator[str]:
    """The process until it answers, and its end whatever comes."""
    environment: Mapping[str, str] = {**os.environ, "CAIRN_DATA": str(folder)}
    with (folder / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("the part pages needs Debian's chromium: apt-get install chromium")
    return found


def _row(times: list[float], base: list[float]) -> tuple[str, ...]:
    later, empty = np.array(times[1:]), float(np.median(base[1:]))
    p50, p95 = np.percentile(later, [50, 95])
    return f"{times[0]:.2f}", f"{p50:.2f}", f"{p95:.2f}", f"{p50 / empty:.1f}"
