import { test } from 'vitest';
import { MemoryTokenStore } from '../../src/index.js';
import { tokenStoreContract } from '../../src/testing/index.js';

test.each(tokenStoreContract)('MemoryTokenStore: $name', ({ run }) => run(new MemoryTokenStore()));
