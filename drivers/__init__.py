"""Device drivers: both ends of each wire protocol. Found by name; sees only bedside.driver_api and bedside.vitals."""
