import { LOG_LINE_PREFIX } from './server-log.ts'

export interface SettingsInput {
  durable: boolean
  maxConnections: number
  /** Folder of the Unix-domain socket, or undefined to listen on 127.0.0.1. */
  socketFolder: string | undefined
  port: number
}

/** Settings of the embedded server, given on its command line so that they follow the program and not the data folder. */
export function serverSettings({ durable, maxConnections, socketFolder, port }: SettingsInput): Record<string, string> {
  return {
    port: String(port),
    ...(socketFolder === undefined
      ? { listen_addresses: '127.0.0.1', unix_socket_directories: '' }
      : {
          listen_addresses: '',
          unix_socket_directories: quoteListItem(socketFolder),
          unix_socket_permissions: '0700',
        }),
    cluster_name: 'sarvanom',
    max_connections: String(maxConnections),
    superuser_reserved_connections: '3',
    shared_buffers: '64MB',
    // small machines and containers: no huge pages, no I/O worker processes, no compiling of queries of a few milliseconds
    huge_pages: 'off',
    io_method: 'sync',
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    // in the data folder, where it goes with it; /dev/shm is small in containers, and a kill leaves rubbish there
    dynamic_shared_memory_type: 'mmap',
    // nobody replicates from us; wal_level stays `replica` for pg_backup_start
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    timezone: 'UTC',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    // nothing that users wrote may reach a log: no statements, no details, no contexts
    log_destination: 'stderr',
    logging_collector: 'off',
    log_timezone: 'UTC',
    log_line_prefix: LOG_LINE_PREFIX,
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_connections: '',
    log_lock_waits: 'off',
    log_temp_files: '-1',
    log_autovacuum_min_duration: '-1',
    lc_messages: 'C',
  }
}

/** unix_socket_directories is a list: a folder with a comma or a space in its name has to be quoted. */
const quoteListItem = (item: string) => `"${item.replaceAll('"', '""')}"`

/** Who may connect: whoever reaches the socket in its private folder, or who knows the password. */
export function hostBasedAccess(listener: 'private-socket' | 'socket' | 'tcp'): string {
  const rule = {
    'private-socket': 'local all all trust',
    socket: 'local all all scram-sha-256',
    tcp: 'host all all 127.0.0.1/32 scram-sha-256',
  }[listener]
  return `# Written at every start.\n${rule}\n`
}
