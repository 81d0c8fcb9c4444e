"""How many threads the linear algebra under numpy takes: its products here are of one vector with some thousand rows.

OpenBLAS splits them among all cores, and its threads wait for each other by spinning: on two cores a third of a turn's
CPU time was such waiting, at the same wall time.
"""

from threadpoolctl import threadpool_limits


def use_one_thread() -> None:
    """For the whole process, and for the libraries that are loaded by now."""
    threadpool_limits(limits=1, user_api="blas")
