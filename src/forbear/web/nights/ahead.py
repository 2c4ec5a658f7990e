"""The next frame made while the last one is on its way to the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


class _Failed:
    """What went wrong while a frame was made."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


_END = object()


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items in their order, each made in a thread while the one before is used.

    One item waits at most. Whatever the making raises is raised here. Whoever stops early lets the
    thread end.
    """
    queue: Queue[object] = Queue(maxsize=1)
    stopped = Event()

    def make() -> None:
        try:
            for item in items:
                queue.put(item)
                if stopped.is_set():
                    return
            queue.put(_END)
        except BaseException as error:
            queue.put(_Failed(error))

    thread = Thread(target=make, daemon=True)
    thread.start()
    try:
        while (item := queue.get()) is not _END:
            if isinstance(item, _Failed):
                raise item.error
            yield item  # type: ignore[misc]
    finally:
        stopped.set()
        while thread.is_alive():
            if not queue.empty():
                queue.get()
            thread.join(0.01)
