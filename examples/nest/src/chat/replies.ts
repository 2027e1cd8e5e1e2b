/**
 * The table of the agents' replies, by conversation.
 */
import { DatabaseSync } from 'node:sqlite';
import { Injectable } from '@nestjs/common';

@Injectable()
export class Replies {
  constructor(private readonly database: DatabaseSync) {
    database.exec(
      'CREATE TABLE IF NOT EXISTS replies (id INTEGER PRIMARY KEY, conversation TEXT NOT NULL, text TEXT NOT NULL)',
    );
  }

  add(conversation: string, text: string): void {
    this.database.prepare('INSERT INTO replies (conversation, text) VALUES (?, ?)').run(conversation, text);
  }

  of(conversation: string): readonly object[] {
    return this.database.prepare('SELECT text FROM replies WHERE conversation = ? ORDER BY id').all(conversation);
  }
}
