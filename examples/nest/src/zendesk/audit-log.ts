/**
 * The table of everything that happened to the connection. Events hold no token and no text of a ticket.
 */
import { DatabaseSync } from 'node:sqlite';
import { Injectable, Logger } from '@nestjs/common';
import type { ConnectorEvent } from 'zendesk-connector';

const COLUMNS = 'id INTEGER PRIMARY KEY, at TEXT NOT NULL, type TEXT NOT NULL, event TEXT NOT NULL';

@Injectable()
export class AuditLog {
  private readonly logger = new Logger(AuditLog.name);

  constructor(private readonly database: DatabaseSync) {
    database.exec(`CREATE TABLE IF NOT EXISTS zendesk_events (${COLUMNS})`);
  }

  add(event: ConnectorEvent): void {
    try {
      const statement = this.database.prepare('INSERT INTO zendesk_events (at, type, event) VALUES (?, ?, ?)');
      statement.run(event.at, event.type, JSON.stringify(event));
    } catch (error) {
      // The library ignores what is thrown here, so that no call fails for it.
      this.logger.error(error);
    }
  }
}
