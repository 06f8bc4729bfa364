/* The structures of the DDI as a C program declares them; compiled with Microsoft's rules for bit fields (-mms-bitfields). */
#include <stddef.h>

typedef unsigned char UCHAR;
typedef unsigned short USHORT;
typedef unsigned int ULONG;
typedef unsigned long long ULONG64;
typedef void *PVOID;

typedef struct { UCHAR Type; UCHAR Revision; USHORT Size; } NDIS_OBJECT_HEADER;
typedef struct { ULONG Length; ULONG RecognizedOptions; } OFFLOAD_STATE_HEADER;
typedef struct { PVOID NdisReserved[1]; PVOID MiniportOffloadContext; } NDIS_OFFLOAD_HANDLE;

typedef struct MINIPORT_LIST {
  NDIS_OBJECT_HEADER Header;
  struct MINIPORT_LIST *NextBlock, *DependentBlockList;
  ULONG Status;
  PVOID NdisReserved[2];
  PVOID *MiniportOffloadContext;
  PVOID NdisOffloadHandle;
  PVOID ProtocolReserved[2], MiniportReserved[2], ImReserved[2], Scratch[2];
  PVOID SourceHandle;
  ULONG PortNumber;
  PVOID NetBufferListChain;
} NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;

typedef struct PROTOCOL_LIST {
  NDIS_OBJECT_HEADER Header;
  struct PROTOCOL_LIST *NextBlock, *DependentBlockList;
  ULONG Status;
  PVOID NdisReserved[3];
  NDIS_OFFLOAD_HANDLE *OffloadHandle;
  PVOID ProtocolReserved[2], MiniportReserved[2], ImReserved[2], Scratch[2];
  PVOID SourceHandle;
  ULONG PortNumber;
  PVOID NetBufferListChain;
} NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;

typedef struct { OFFLOAD_STATE_HEADER Header; UCHAR DlSourceAddress[32]; ULONG VlanId : 12; } NEIGHBOR_OFFLOAD_STATE_CONST;
typedef struct { OFFLOAD_STATE_HEADER Header; UCHAR DlDestinationAddress[32]; ULONG HostReachabilityDelta; } NEIGHBOR_OFFLOAD_STATE_CACHED;
typedef struct { OFFLOAD_STATE_HEADER Header; ULONG NicReachabilityDelta; } NEIGHBOR_OFFLOAD_STATE_DELEGATED;
typedef struct { OFFLOAD_STATE_HEADER Header; const UCHAR *SourceAddress, *DestinationAddress; } PATH_OFFLOAD_STATE_CONST;
typedef struct { OFFLOAD_STATE_HEADER Header; ULONG PathMtu; } PATH_OFFLOAD_STATE_CACHED;
typedef struct { OFFLOAD_STATE_HEADER Header; } PATH_OFFLOAD_STATE_DELEGATED;
typedef struct {
  OFFLOAD_STATE_HEADER Header;
  USHORT Flags, RemotePort, LocalPort;
  UCHAR SndWindScale : 4, RcvWindScale : 4;
  USHORT RemoteMss;
  ULONG HashValue;
} TCP_OFFLOAD_STATE_CONST;
typedef struct {
  OFFLOAD_STATE_HEADER Header;
  USHORT Flags;
  ULONG InitialRcvWnd, RcvIndicationSize;
  UCHAR KaProbeCount;
  ULONG KaTimeout, KaInterval, MaxRT, FlowLabel : 20;
  UCHAR TtlOrHopLimit, TosOrTrafficClass, UserPriority : 3;
} TCP_OFFLOAD_STATE_CACHED;
typedef enum { TcpConnectionClosed, TcpConnectionEstablished = 4, TcpConnectionMaxState = 11 } TCP_OFFLOAD_CONNECTION_STATE;
typedef struct {
  OFFLOAD_STATE_HEADER Header;
  TCP_OFFLOAD_CONNECTION_STATE State;
  USHORT Flags;
  ULONG RcvNxt, RcvWnd, SndUna, SndNxt, SndMax, SndWnd, MaxSndWnd, SendWL1, CWnd, SsThresh;
  USHORT SRtt, RttVar;
  ULONG TsRecent, TsRecentAge, TsTime, TotalRT;
  UCHAR DupAckCount, SndWndProbeCount;
  struct { UCHAR ProbeCount; ULONG TimeoutDelta; } KeepAlive;
  struct { UCHAR Count; ULONG TimeoutDelta; } Retransmit;
  union { struct { PVOID SendDataHead, SendDataTail; }; ULONG SendBacklogSize; };
  union { PVOID BufferedData; ULONG ReceiveBacklogSize; };
  ULONG DWnd;
} TCP_OFFLOAD_STATE_DELEGATED;

typedef struct {
  ULONG64 InSegments, OutSegments;
  ULONG CurrentlyEstablished, ResetEstablished, RetransmittedSegments, InErrors, OutResets;
} TCP_OFFLOAD_STATS;
typedef struct {
  ULONG64 InReceives, InOctets, InDelivers, OutRequests, OutOctets;
  ULONG InHeaderErrors, InTruncatedPackets, InDiscards, OutDiscards, OutNoRoutes;
} IP_OFFLOAD_STATS;
typedef struct {
  NDIS_OBJECT_HEADER Header;
  ULONG Encapsulation[7];
  ULONG TicksPerSecond;
  UCHAR TcpAckFrequency, TcpDelayedAckTicks, TcpMaximumRetransmissions, TcpDoubtReachabilityRetransmissions;
  ULONG TcpSwsPreventionTicks, TcpDuplicateAckThreshold, TcpPushTicks, NceStaleTicks, CongestionAlgorithm;
} NDIS_TCP_CONNECTION_OFFLOAD_PARAMETERS;

typedef void (*HANDLER)(void);
typedef enum { NdisTcpChimneyOffload = 1, NdisMaxChimneyOffload = 4 } NDIS_CHIMNEY_OFFLOAD_TYPE;
typedef struct {
  NDIS_OBJECT_HEADER Header;
  ULONG Flags;
  HANDLER InitiateOffloadCompleteHandler, TerminateOffloadCompleteHandler, UpdateOffloadCompleteHandler, InvalidateOffloadCompleteHandler,
      QueryOffloadCompleteHandler, IndicateOffloadEventHandler;
} NDIS_CLIENT_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS;
typedef struct {
  NDIS_OBJECT_HEADER Header;
  ULONG Flags;
  NDIS_CHIMNEY_OFFLOAD_TYPE OffloadType;
  HANDLER TcpOffloadSendCompleteHandler, TcpOffloadReceiveCompleteHandler, TcpOffloadDisconnectCompleteHandler,
      TcpOffloadForwardCompleteHandler, TcpOffloadEventHandler, TcpOffloadReceiveIndicateHandler;
} NDIS_CLIENT_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS;
typedef struct {
  NDIS_OBJECT_HEADER Header;
  ULONG Flags;
  HANDLER InitiateOffloadHandler, TerminateOffloadHandler, UpdateOffloadHandler, InvalidateOffloadHandler, QueryOffloadHandler;
} NDIS_PROVIDER_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS;
typedef struct {
  NDIS_OBJECT_HEADER Header;
  ULONG Flags;
  NDIS_CHIMNEY_OFFLOAD_TYPE OffloadType;
  HANDLER TcpOffloadSendHandler, TcpOffloadReceiveHandler, TcpOffloadDisconnectHandler, TcpOffloadForwardHandler,
      TcpOffloadReceiveReturnHandler;
} NDIS_PROVIDER_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS;
typedef struct {
  NDIS_OBJECT_HEADER Header;
  HANDLER NdisTcpOffloadEventHandler, NdisTcpOffloadReceiveHandler, NdisTcpOffloadSendComplete, NdisTcpOffloadReceiveComplete,
      NdisTcpOffloadDisconnectComplete, NdisTcpOffloadForwardComplete;
} NDIS_TCP_OFFLOAD_EVENT_HANDLERS;
typedef struct { NDIS_OBJECT_HEADER Header; } NDIS_OFFLOAD_EVENT_HANDLERS;
