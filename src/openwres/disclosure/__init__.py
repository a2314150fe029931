"""Protection of what is published: policies, what adds up to what, what is sensitive, and what is hidden with it.

The attacker that tries the result knows nothing of these modules.
"""
