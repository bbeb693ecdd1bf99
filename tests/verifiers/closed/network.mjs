// The network of this process is closed but for the server under test: ASSAY_ONLY=127.0.0.1:PORT.
// Node loads this file before anything else (--import). Every TCP and TLS connection, fetch included, is made
// by net.Socket.connect; names are looked up by dns, datagrams sent by dgram, programs started by child_process.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import {syncBuiltinESMExports} from 'node:module';
import net from 'node:net';
import workers from 'node:worker_threads';

const HOSTS = new Set(['localhost', '127.0.0.1', '::1']);
const PORT = Number(process.env.ASSAY_ONLY.split(':').at(-1));
const refuse = what => { throw new Error(`the network is closed: ${what}`); };

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function(...given) {
  // net.connect hands on its arguments as one list, already in order.
  const first = Array.isArray(given[0]) ? given[0][0] : given[0];
  const {path, host = 'localhost', port} =
    typeof first === 'object' ? first : {port: first, host: typeof given[1] === 'string' ? given[1] : undefined};
  if(path || !HOSTS.has(host) || Number(port) !== PORT) {
    refuse(path ?? `${host}:${port}`);
  }
  return connect.apply(this, given);
};

const lookup = dns.lookup;
dns.lookup = (name, ...rest) => HOSTS.has(name) ? lookup(name, ...rest) : refuse(name);
const closeAll = (module, pattern) => {
  for(const name of Object.keys(module)) {
    if(typeof module[name] === 'function' && pattern.test(name)) {
      module[name] = () => refuse(name);
    }
  }
};
closeAll(dns, /^(resolve|reverse|lookupService)/);
closeAll(dns.promises, /^(resolve|reverse|lookup)/);
closeAll(childProcess, /^(spawn|exec|fork)/);
workers.Worker = function() { refuse('Worker'); };
for(const name of ['send', 'connect', 'bind']) {
  dgram.Socket.prototype[name] = () => refuse(`dgram ${name}`);
}
syncBuiltinESMExports();
