"""Listens to a source until it is ended, as `parec` cannot: `python listener.py SOURCE peaks|paused`. By libpulse."""

from __future__ import annotations

import ctypes
import sys

FLOAT32LE = 5
HOW = {"peaks": 0x0800, "paused": 0x0001}
"""PA_STREAM_PEAK_DETECT, as volume controls do, and PA_STREAM_START_CORKED."""
CONTEXT_READY, STREAM_READY = 4, 2


class SampleSpec(ctypes.Structure):
    """pa_sample_spec."""

    _fields_ = (("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8))


def main(source: str, how: str) -> None:
    """Be connected to the source for ever."""
    pulse = ctypes.CDLL("libpulse.so.0")
    for maker in ("pa_mainloop_new", "pa_mainloop_get_api", "pa_context_new", "pa_stream_new"):
        getattr(pulse, maker).restype = ctypes.c_void_p
    loop = ctypes.c_void_p(pulse.pa_mainloop_new())
    context = ctypes.c_void_p(pulse.pa_context_new(ctypes.c_void_p(pulse.pa_mainloop_get_api(loop)), b"listener"))
    pulse.pa_context_connect(context, None, 0, None)
    while pulse.pa_context_get_state(context) != CONTEXT_READY:
        pulse.pa_mainloop_iterate(loop, 1, None)
    spec = SampleSpec(FLOAT32LE, 25, 1)
    stream = ctypes.c_void_p(pulse.pa_stream_new(context, b"listener", ctypes.byref(spec), None))
    pulse.pa_stream_connect_record(stream, source.encode(), None, HOW[how])
    while pulse.pa_stream_get_state(stream) != STREAM_READY:
        pulse.pa_mainloop_iterate(loop, 1, None)
    pulse.pa_mainloop_run(loop, None)


if __name__ == "__main__":
    main(*sys.argv[1:])
