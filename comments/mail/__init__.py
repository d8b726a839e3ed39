"""Mail about comments: who is told what, and how it is sent behind the request."""
