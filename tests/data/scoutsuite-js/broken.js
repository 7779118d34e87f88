scoutsuite_results =
{"services": {"s3": ]}