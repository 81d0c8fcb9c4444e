"""How all pages look: theme, spacing, and what Streamlit is told not to do."""

from typing import Any

from workbench.charts import DRAFT, HARM, LIVE

THEME = {
    mode: {
        "primaryColor": LIVE,  # per mode: one for both would hold the page in light for everybody
        "chartCategoricalColors": [LIVE, DRAFT, "#7a7f87", "#8e6bbf", "#3f9d8f"],
        "redColor": HARM,
        "orangeColor": DRAFT,
        "blueColor": LIVE,
    }
    for mode in ("light", "dark")
}

# Streamlit leaves 100 px above a page and wide gaps in it; the bar of the config in service needs room.
STYLE = """<style>
.stMainBlockContainer { padding-top: 4.2rem; padding-bottom: 2rem; }
.st-key-bar { border-bottom: 1px solid rgba(128, 128, 128, .25); padding-bottom: .35rem; }
.st-key-bar p { font-size: .85rem; }
.st-key-bar .stPageLink a { padding: 0 .3rem; min-height: 0; }
.stChatMessage { padding: .55rem .7rem; border-radius: .8rem; }
.stChatMessage { width: 92%; }
.stChatMessage:has([aria-label="Chat message from assistant"]) { margin-left: 8%; background: rgba(63, 127, 208, .1); }
.stChatMessage:has([aria-label="Chat message from user"]) { margin-right: 8%; }
@media (max-width: 640px) { .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; } }
</style>"""


def options(host: str, port: int) -> dict[str, Any]:
    """Streamlit's settings: flags go before its files and its environment, so nothing outside changes them."""
    fixed = {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.enableStaticServing": False,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableAgentApi": False,
        "server.maxUploadSize": 25,
        "server.trustedUserHeaders": "{}",
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.disableDataExport": True,
        "client.showSidebarNavigation": False,
        "client.allowedOrigins": [],
        "logger.hideWelcomeMessage": True,
        "runner.magicEnabled": False,
        "runner.postScriptGC": False,  # a search through all that the pipeline holds, at every click and every renewal
    }
    return fixed | {f"theme.{mode}.{name}": value for mode, theme in THEME.items() for name, value in theme.items()}
