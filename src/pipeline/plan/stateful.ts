import type { ResourceId } from "../../domain/manifest.ts";

/** Kinds whose deletion takes data along, as `kind.group`, bare for the core: Kubernetes' own and those of known operators. */
const stateful = new Set([
  "PersistentVolume",
  "PersistentVolumeClaim",
  "StatefulSet.apps",
  // PostgreSQL
  "Cluster.postgresql.cnpg.io",
  "postgresql.acid.zalan.do",
  "PostgresCluster.postgres-operator.crunchydata.com",
  "PerconaPGCluster.pgv2.percona.com",
  "SGCluster.stackgres.io",
  // MySQL and MariaDB
  "InnoDBCluster.mysql.oracle.com",
  "MysqlCluster.mysql.presslabs.org",
  "MariaDB.k8s.mariadb.com",
  "MariaDB.mariadb.mmontes.io",
  "PerconaXtraDBCluster.pxc.percona.com",
  "PerconaServerMySQL.ps.percona.com",
  "VitessCluster.planetscale.com",
  // Other databases
  "PerconaServerMongoDB.psmdb.percona.com",
  "MongoDBCommunity.mongodbcommunity.mongodb.com",
  "MongoDB.mongodb.com",
  "Redis.redis.redis.opstreelabs.in",
  "RedisCluster.redis.redis.opstreelabs.in",
  "RedisFailover.databases.spotahome.com",
  "Dragonfly.dragonflydb.io",
  "Elasticsearch.elasticsearch.k8s.elastic.co",
  "OpenSearchCluster.opensearch.opster.io",
  "K8ssandraCluster.k8ssandra.io",
  "CassandraDatacenter.cassandra.datastax.com",
  "ScyllaCluster.scylla.scylladb.com",
  "ClickHouseInstallation.clickhouse.altinity.com",
  "CrdbCluster.crdb.cockroachlabs.com",
  "EtcdCluster.etcd.database.coreos.com",
  // Queues
  "Kafka.kafka.strimzi.io",
  "KafkaTopic.kafka.strimzi.io",
  "RabbitmqCluster.rabbitmq.com",
  // Storage
  "CephCluster.ceph.rook.io",
  "CephBlockPool.ceph.rook.io",
  "CephFilesystem.ceph.rook.io",
  "CephObjectStore.ceph.rook.io",
  "Volume.longhorn.io",
  "Tenant.minio.min.io",
  // Databases of cloud providers
  "DBInstance.rds.services.k8s.aws",
  "DBCluster.rds.services.k8s.aws",
  "Bucket.s3.services.k8s.aws",
  "SQLInstance.sql.cnrm.cloud.google.com",
  "StorageBucket.storage.cnrm.cloud.google.com",
  "Instance.rds.aws.upbound.io",
  "Cluster.rds.aws.upbound.io",
  "Bucket.s3.aws.upbound.io",
]);

/** Whether deleting it may delete data. */
export function isStateful({ group, kind }: ResourceId): boolean {
  return stateful.has(group === "" ? kind : `${kind}.${group}`);
}
