"""Computes the diagram without Qt: an Inventory in, boxes, texts and edges with coordinates out."""
