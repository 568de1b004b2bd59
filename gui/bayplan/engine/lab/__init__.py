"""The experiment lab: does events for real to containers made for it, and puts predicted beside observed.

An experiment makes a container with a store of every kind, writes a marker into each (``specimen``), reads the engine
and predicts (``domain.fates``), does the event (``happenings``), looks for the markers (``looking``), and removes all
that it made (``clearing``). ``run`` does one after the other.
"""
