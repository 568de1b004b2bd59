"""The language of the program: engines, images, containers, mounts, stores. Pure data and pure functions."""
