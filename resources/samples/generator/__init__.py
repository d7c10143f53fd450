# SPDX-License-Identifier: GPL-3.0-or-later
"""The stories behind the sample traces, and the formats they are written in."""
