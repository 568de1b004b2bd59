"""The measures of the picture, in diagram units. They come from the drawn design."""

from __future__ import annotations

#: A window of fewer pixels than this gets narrow cards and stores, so that their text stays readable.
NARROW_ROOM = 1000.0

MARGIN = 20.0  #: around the whole picture
FRAME_HEAD = 38.0  #: from the top of the host's (or VM's) frame to what lies in it
FRAME_PAD = 16.0
FRAME_TITLE = 24.0  #: baseline of a frame's or zone's title below its top
ZONE_PAD = 16.0
ZONE_GAP = 20.0  #: between overlay and containers, and between the host and the remote zone
STORE_ZONE_GAP = 40.0  #: between containers and the storage zones

STACK_PAD = 20.0
STACK_WIDTH, STACK_WIDTH_MANY = 290.0, 258.0
STACK_TOP = 40.0  #: from the top of the overlay zone to the first stack
STACK_HEAD = 24.0  #: from the top of a stack to its first layer; the heading stands in it
STACK_GAP = 26.0
LAYER_GAP = 3.0
CAPTION_HEIGHT = 20.0

CARD_HEIGHT = 86.0
CARD_WIDTH, CARD_WIDTH_MANY = 388.0, 284.0
CARD_GAP = 10.0
GROUP_TOP = 36.0  #: from the top of the containers' zone to the first group
GROUP_HEAD = 26.0  #: the line of a group's title
GROUP_GAP = 12.0
FOLDED_GROUP_HEIGHT = 56.0

STORE_HEIGHT = 42.0
STORE_WIDTH, STORE_WIDTH_MANY = 456.0, 320.0
STORE_GAP = 6.0
STORE_TOP = 36.0  #: from the top of the memory zone to its first store
AREA_TOP = 32.0  #: from the top of the filesystem zone to the Docker area
AREA_HEAD = 30.0  #: from the top of an area to its first store
AREA_INSET = 8.0
AREA_PAD = 14.0
AREA_GAP = 10.0
SUBHEADING = 24.0
CORRIDOR = 28.0  #: the gap between memory and filesystem, through which edges run to the remote zone

REMOTE_HEIGHT = 66.0
REMOTE_WIDTH = 258.0
REMOTE_GAP = 12.0
REMOTE_TOP = 54.0

LANE = 5.0  #: between two edges that run beside each other
CLEARANCE = 8.0  #: between an edge and a box beside it
