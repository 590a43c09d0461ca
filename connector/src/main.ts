// The only place where concrete parts meet.
export {};
