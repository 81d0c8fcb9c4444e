"""What Streamlit runs at every click. It stands alone: beside a folder named pages it would run those by itself."""

from workbench.app import main

main()
