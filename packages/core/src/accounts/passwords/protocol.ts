/** What a thread is asked. */
export type HashRequest = { kind: 'hash'; password: string } | { kind: 'verify'; hash: string; password: string }

/** What it answers: the hash, whether the password fits, or why neither could be told. */
export type HashReply = { hash: string } | { fits: boolean } | { failure: string }
