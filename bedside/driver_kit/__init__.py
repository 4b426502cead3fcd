"""What whoever writes a driver needs beside the driver API: a skeleton to begin with and the rules it is held to."""
