aws_info =
{
 "aws_account_id": "net-1",
 "last_run": {
  "time": "2026-01-08 17:28:00+0100",
  "version": "5.14.0",
  "ruleset_name": "default"
 },
 
 "provider_name": "Amazon",
 "service_list": [
  "s3"
 ],
 "services": {
  "s3": {
   "buckets": {
    "b1": {
     "name": "herring",
     "id": "b1"
    },
    "b2": {
     "name": "sprat"
    }
   },
   "findings": {
    "s3-logs": {
     "checked_items": 2,
     "flagged_items": 1,
     "items": [
      "s3.buckets.b1.log"
     ],
     "level": "warning",
     "description": "Bucket without s3-logs",
     "rationale": "Because",
     "references": [
      "https://example.org/s"
     ],
     "remediation": "Turn on",
     "service": "S3",
     "compliance": [
      {
       "name": "CIS Amazon Web Services Foundations",
       "reference": "2.1",
       "version": "1.2"
      }
     ]
    }
   }
  }
 }
}
