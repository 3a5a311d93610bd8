"""Keys of devices and people, and how they rest on the disk. Bytes and files, no database."""
