"""Nothing that is published identifies a person: what is hidden, and the attack that must not find it.

What a release is made of, and where it lies, is `releases`' business.
"""
