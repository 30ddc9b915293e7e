"""Runs scim2-tester against a server, and lists what it finds wrong.

usage: check.py BASE TOKEN
"""

import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

base, token = sys.argv[1:]
client = SyncSCIMClient(Client(base_url=f"{base}/scim/v2", headers={"Authorization": f"Bearer {token}"}, timeout=30))
results = check_server(client)
wrong = [result for result in results if result.status in (Status.ERROR, Status.CRITICAL)]
for result in wrong:
    print(result.status.name, result.title, result.resource_type, result.reason)
passed = sum(result.status == Status.SUCCESS for result in results)
print(f"{passed} checks passed, {len(wrong)} errors")
sys.exit(1 if wrong or passed < 50 else 0)
